/**
 * Settings and where they come from: a flag, else the environment, else the file {@code warren.properties}, else a default. Start reading at
 * {@link dev.warren.console.config.Key}, the list of all settings, then at {@link dev.warren.console.config.Settings}.
 *
 * <p>Opens no connection and knows no command.
 */
@NullMarked
package dev.warren.console.config;

import org.jspecify.annotations.NullMarked;
