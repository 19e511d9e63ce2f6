/** Sends e-mail from a template over SMTP. Start reading at {@link dev.warren.samples.email.EmailSample}. Knows no other sample. */
@NullMarked
package dev.warren.samples.email;

import org.jspecify.annotations.NullMarked;
