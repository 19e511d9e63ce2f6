/**
 * {@code warren doctor}: looks at everything that must be right and says what to do about what is not. Start reading at
 * {@link dev.warren.console.doctor.Check}: a check is one small class, which looks at one thing of the
 * {@link dev.warren.console.doctor.Patient} and answers {@link dev.warren.console.doctor.Finding}s; {@link
 * dev.warren.console.doctor.Examination} holds the list of them, and lets none keep the others waiting.
 *
 * <p>Changes nothing on the broker or in the store.
 */
@NullMarked
package dev.warren.console.doctor;

import org.jspecify.annotations.NullMarked;
