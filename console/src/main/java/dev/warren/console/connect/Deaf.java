package dev.warren.console.connect;

import dev.warren.broker.PublishLink;

/** Listens to a link on which nothing is published. */
final class Deaf implements PublishLink.Listener {
    @Override
    public void confirmed(PublishLink.Numbers numbers) {}

    @Override
    public void refused(PublishLink.Numbers numbers) {}

    @Override
    public void returned(PublishLink.Returned returned) {}

    @Override
    public void blocked(String reason) {}

    @Override
    public void unblocked() {}

    @Override
    public void closed(String cause) {}
}
