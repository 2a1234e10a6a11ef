import { factories } from '@strapi/strapi';

export default factories.createCoreService('api::union-leader.union-leader');
