/**
 * Snapshots, the sets that they form, and the one conditional create that commits them.
 * Stands on pack, crypto and objectstore. Never waits for a lock and never asks a clock for an order.
 */
package io.twinkeep.core.snapshot;
