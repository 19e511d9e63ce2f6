/** Delivers signed webhooks over HTTP. Start reading at {@link dev.warren.samples.webhook.WebhookSample}. Knows no other sample. */
@NullMarked
package dev.warren.samples.webhook;

import org.jspecify.annotations.NullMarked;
