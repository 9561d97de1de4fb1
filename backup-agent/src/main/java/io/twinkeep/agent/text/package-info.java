/**
 * Amounts and times as people write and read them.
 * Stands on nothing but core's errors. Never prints.
 */
package io.twinkeep.agent.text;
