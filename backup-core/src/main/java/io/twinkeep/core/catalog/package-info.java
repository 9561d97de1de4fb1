/**
 * The facts that people and the other region must know, as values and interfaces; who stores them is decided elsewhere.
 * Stands on ids. Never talks to a database, and never holds a model's bytes.
 */
package io.twinkeep.core.catalog;
