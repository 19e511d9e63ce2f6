package dev.warren.wire;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as RFC 8785 writes them, which is as ECMAScript does (ECMA-262, Number::toString). Two things are kept that a double would lose,
 * since two payloads must not become one job by rounding: all digits of whole numbers, and those of fractions with more of them than
 * anybody prints of a double.
 */
final class JacksonNumbers {
    /** No double needs more to be told from all others. */
    private static final int MOST_DIGITS_OF_A_DOUBLE = 17;

    /** Up to here all zeros before the point are written, from here on an exponent is. */
    private static final int MOST_PLAIN_DIGITS = 21;

    private static final int MOST_PLAIN_ZEROS = 6;

    private JacksonNumbers() {}

    static String of(BigDecimal number) {
        BigDecimal exact = number.stripTrailingZeros();
        if (exact.signum() == 0) {
            return "0";
        }
        return layout(isAsGoodAsADouble(exact) ? shortest(exact.doubleValue()) : exact);
    }

    private static boolean isAsGoodAsADouble(BigDecimal exact) {
        boolean fraction = exact.scale() > 0;
        return fraction && exact.precision() <= MOST_DIGITS_OF_A_DOUBLE && exact.doubleValue() != 0;
    }

    /** The fewest digits that are this double and no other; of several such, those nearest to it. */
    static BigDecimal shortest(double number) {
        // Double.toString writes too many digits of some numbers before JDK 19 (JDK-4511638), Jackson's writer does
        // not.
        BigDecimal digits = new BigDecimal(NumberOutput.toString(number, true)).stripTrailingZeros();
        return digits.precision() == 2 ? oneDigit(digits, number) : digits;
    }

    /** Java's rules ask for two digits where one might do: 4.9E-324 is 5e-324 to ECMAScript. */
    private static BigDecimal oneDigit(BigDecimal two, double number) {
        BigDecimal one = two.round(new MathContext(1, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return one.doubleValue() == number ? one : two;
    }

    static String layout(BigDecimal number) {
        String digits = number.unscaledValue().abs().toString();
        long point = digits.length() - (long) number.scale(); // how many digits stand before it
        String sign = number.signum() < 0 ? "-" : "";
        return sign + unsigned(digits, point);
    }

    private static String unsigned(String digits, long point) {
        if (point > MOST_PLAIN_DIGITS || point <= -MOST_PLAIN_ZEROS) {
            return exponential(digits, point - 1);
        }
        int place = (int) point;
        if (place <= 0) {
            return "0." + "0".repeat(-place) + digits;
        }
        return place >= digits.length()
                ? digits + "0".repeat(place - digits.length())
                : digits.substring(0, place) + "." + digits.substring(place);
    }

    private static String exponential(String digits, long exponent) {
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
    }
}
