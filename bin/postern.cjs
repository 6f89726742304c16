#!/usr/bin/env node
'use strict'

// `npx postern ...` from a checkout: prepared like `npm start`, but run where the caller stands.
const { main } = require('../start.cjs')

main({ entry: 'dist/program/cli.js', cwd: process.cwd() }, process.argv.slice(2))
