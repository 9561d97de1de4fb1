/**
 * Where the tensors of a file are, found from its headers alone, and content-defined pieces for everything else.
 * Stands on ids, json, errors and files. Never unpickles, never trusts a length, never fails on a file: what it cannot read is opaque.
 */
package io.twinkeep.core.tensor;
