/**
 * What Warren does when the broker, the network or the topology fails: shown from outside, through the public API, on real brokers. Start
 * reading at {@link dev.warren.faults.PublisherFaultsIT}; {@link dev.warren.faults.BrokerKillIT} keeps a ledger of its own while brokers
 * are killed.
 */
@NullMarked
package dev.warren.faults;

import org.jspecify.annotations.NullMarked;
