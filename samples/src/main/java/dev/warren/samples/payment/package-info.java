/** Charges a payment once, however often it is published. Start reading at {@link dev.warren.samples.payment.PaymentSample}. Knows no other sample. */
@NullMarked
package dev.warren.samples.payment;

import org.jspecify.annotations.NullMarked;
