package dev.warren.idempotency;

/** A claim was asked for by an owner without a lease, and nothing was claimed. Go on as a fresh {@link Owner}. */
public final class LeaseLapsedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** An exception that names the owner. */
    public LeaseLapsedException(Owner owner) {
        super("the lease of worker " + owner + " has ended, or never began; it claims again as a fresh owner", null);
    }
}
