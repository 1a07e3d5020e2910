// Loaded with --require before anything else, so this must be readable for a Node of any age: ES5, no types.
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access --
   without types there is nothing to hold these against */
'use strict';

var needed = [22, 18];
var found = process.versions.node.split('.').map(Number);
var problem =
  'Rollcall needs Node ' + needed.join('.') + ' or newer; this is ' + process.version + '. Install a newer one.';

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(problem + '\n');
  process.exit(1);
}
