// Stands for `node:http` in bundles. Importing that as an ES module reads each of its getters, and `http.WebSocket`
// loads undici: some 25 ms of a cold start. As CommonJS only what is used is read.
module.exports = process.getBuiltinModule('node:http');
