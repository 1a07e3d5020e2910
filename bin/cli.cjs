#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// `rollcall`, for a Node of any age: says which one is needed where the types of cli.ts cannot be stripped.
/* oxlint-disable typescript/no-unsafe-call -- without types there is nothing to hold this against */
'use strict';

require('../lib/local/check-node.cjs');

void import('./cli.ts');
