/**
 * Every database schema that a landed version of this code has had, oldest first: Strapi's own digest
 * of all tables and columns. The place in the list is the schema's number, so the list only grows. A
 * test compares the last line with what this code really makes and says which line to add.
 */
export const schemaVersions: readonly string[] = [
  'a803bc0bf2f850f116795eb6c41573fe7c1added9abf84177d80e22d88e147fe',
  'a94d55cf4eda9367f9e8883d18bbc282d9c1150dd68421af0b26af6ed456eba5',
  'b4ba0f77bac538a5703e8cf271dac63699c8d3ffdcce61bb3a50eb03bfa62360',
];
