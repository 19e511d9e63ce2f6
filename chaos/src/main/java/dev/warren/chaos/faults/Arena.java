package dev.warren.chaos.faults;

import dev.warren.chaos.load.Plan;
import dev.warren.chaos.servers.Crew;
import dev.warren.chaos.servers.Server;
import java.util.Optional;

/**
 * What a fault can befall.
 *
 * @param plan what all processes were told
 * @param broker the broker
 * @param store the store's server, where it has one
 * @param workers worker processes
 * @param publishers publisher processes
 */
public record Arena(Plan plan, Server broker, Optional<Server> store, Crew workers, Crew publishers) {}
