/**
 * JSON in and out as plain maps, lists, strings, numbers and booleans, with limits on what is accepted.
 * Stands on errors; the only importer of Jackson. Never maps to classes by reflection.
 */
package io.twinkeep.core.json;
