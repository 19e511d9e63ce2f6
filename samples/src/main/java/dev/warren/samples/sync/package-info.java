/**
 * Syncs users from somebody else's API, one sync of a user at a time. Start reading at {@link dev.warren.samples.sync.SyncSample}. Knows no other
 * sample.
 */
@NullMarked
package dev.warren.samples.sync;

import org.jspecify.annotations.NullMarked;
