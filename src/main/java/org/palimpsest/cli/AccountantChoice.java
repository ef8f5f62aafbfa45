package org.palimpsest.cli;

import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp;

/** Whose epsilon. */
enum AccountantChoice {
  PLD(new Pld()),
  RDP(new Rdp());

  final Accountant accountant;

  AccountantChoice(Accountant accountant) {
    this.accountant = accountant;
  }
}
