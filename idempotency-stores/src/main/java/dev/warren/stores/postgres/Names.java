package dev.warren.stores.postgres;

/**
 * What rows refer to by number.
 *
 * @param scopes what many keys share
 * @param lanes the lanes
 * @param leases the workers
 */
record Names(Scopes scopes, Lanes lanes, Leases leases) {}
