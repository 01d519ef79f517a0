import { type Command } from 'commander';
import { type Invocation } from '../invocation.js';

/** A command line while it is read. */
export interface Reading {
  /** Without node and script. */
  readonly argv: readonly string[];
  /** Absolute; what relative paths are relative to. */
  readonly cwd: string;
  /** What "~" stands for; undefined where nobody knows. */
  readonly home: string | undefined;
  /** Called with what the command line asks for. */
  readonly found: (invocation: Invocation) => void;
}

/** Adds commands to a program. */
export type AddCommands = (program: Command, reading: Reading) => void;
