/**
 * The demonstration: a small model, an S3 server of its own, and the whole story of losing and regaining a version.
 * Stands on backup-core. Never writes outside its own temporary folder, and only reads a model that it is given.
 */
package io.twinkeep.agent.demo;
