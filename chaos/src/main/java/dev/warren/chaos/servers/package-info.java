/**
 * What a run is made of: private {@linkplain dev.warren.chaos.servers.Server servers}, and {@linkplain dev.warren.chaos.servers.Crew crews} of
 * processes. Knows how to start, kill and pause them, and nothing of why.
 */
@NullMarked
package dev.warren.chaos.servers;

import org.jspecify.annotations.NullMarked;
