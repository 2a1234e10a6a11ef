import { factories } from '@strapi/strapi';

export default factories.createCoreRouter('api::union-leader.union-leader', { only: ['find', 'findOne'] });
