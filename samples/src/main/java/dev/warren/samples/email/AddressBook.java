package dev.warren.samples.email;

import java.util.Optional;

/** Knows customers: a database in a real program. */
public interface AddressBook {
    /** The customer with this id. */
    Optional<Customer> find(String customerId);

    /**
     * Someone to write to.
     *
     * @param name any text
     * @param address such as {@code ada@example.org}
     */
    record Customer(String name, String address) {}
}
