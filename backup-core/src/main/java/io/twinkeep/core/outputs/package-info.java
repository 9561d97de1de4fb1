/**
 * Outputs: generated files kept encrypted, day by day, under names that only their content and the data key decide.
 * Stands on placed, repository and objectstore. Never needs a database, and never asks whether an output matters.
 *
 * <pre>
 * outputs/YYYY/MM/DD/NAME       the output; where it is large only what it is
 * outputs/YYYY/MM/DD/NAME.N     the parts of a large one, N from 1; stored before NAME
 * </pre>
 */
package io.twinkeep.core.outputs;
