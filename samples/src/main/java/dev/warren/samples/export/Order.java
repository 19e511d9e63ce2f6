package dev.warren.samples.export;

/**
 * A row of the table {@code orders}.
 *
 * @param id its key
 * @param customer who ordered
 * @param item what
 * @param quantity how many
 * @param cents the price
 * @param orderedAt when, in ISO-8601
 * @param note what the customer wrote: any text
 */
record Order(long id, String customer, String item, int quantity, long cents, String orderedAt, String note) {}
