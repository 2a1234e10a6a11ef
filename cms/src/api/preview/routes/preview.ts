export default {
  routes: [
    // No token opens drafts: the controller asks for a signature made with the publish secret.
    {
      method: 'GET',
      path: '/preview/:type/:documentId',
      handler: 'preview.findOne',
      config: { auth: false },
    },
  ],
};
