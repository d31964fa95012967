#!/usr/bin/env node
require('../assets/local/command.cjs');
