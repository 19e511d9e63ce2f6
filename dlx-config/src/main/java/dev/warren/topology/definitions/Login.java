package dev.warren.topology.definitions;

import java.util.Arrays;
import java.util.Objects;

/** A user name with its password. Only the password's salted hash is ever written; it appears in no text of this class. */
public final class Login {
    private static final int MAX_LENGTH = 255;

    private final String user;
    private final char[] password;

    /**
     * Copies the password; the caller may erase its own.
     *
     * @throws IllegalArgumentException when either is empty or longer than 255 characters
     */
    public Login(String user, char[] password) {
        this.user = Objects.requireNonNull(user, "user");
        this.password = password.clone();
        if (user.isBlank() || user.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("user name '" + user + "' must be 1 to " + MAX_LENGTH + " characters");
        }
        if (password.length == 0 || password.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the password of user '" + user + "' must be 1 to " + MAX_LENGTH + " characters");
        }
    }

    /** The user name. */
    public String user() {
        return user;
    }

    /** Overwrites this object's copy of the password. */
    public void erase() {
        Arrays.fill(password, '\0');
    }

    char[] password() {
        return password;
    }

    /** The user name alone. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
