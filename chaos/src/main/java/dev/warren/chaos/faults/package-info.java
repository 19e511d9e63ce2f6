/**
 * What befalls a run, and when. A new fault is a {@link dev.warren.chaos.faults.Fault} that is listed in
 * {@link dev.warren.chaos.faults.Faults}; {@link dev.warren.chaos.faults.Schedule} says when it strikes and {@link dev.warren.chaos.faults.Strikes}
 * carries that out. Knows the processes and servers, and nothing of what is checked afterwards.
 */
@NullMarked
package dev.warren.chaos.faults;

import org.jspecify.annotations.NullMarked;
