import { factories } from '@strapi/strapi';

export default factories.createCoreController('api::union-leader.union-leader');
