package dev.warren.console.config;

/** Keeps passwords out of what is shown. */
public final class Secrets {
    static final String HIDDEN = "***";

    private Secrets() {}

    /** An address without its password, also when it is none that a parser would take: from the first // to the last @. */
    public static String withoutPassword(String address) {
        int begin = address.indexOf("//");
        int end = address.lastIndexOf('@');
        if (begin < 0 || end < begin) {
            return address;
        }
        String login = address.substring(begin + 2, end);
        int colon = login.indexOf(':');
        boolean onlyUser = colon < 0 && login.indexOf('/') < 0;
        String shown = onlyUser ? login : (colon > 0 ? login.substring(0, colon) : "") + ":" + HIDDEN;
        return address.substring(0, begin + 2) + shown + address.substring(end);
    }
}
