package org.palimpsest.report;

/** A provenance as the runner writes it, with hostile text in it. */
final class SampleProvenance {

  static final String JSON =
      """
      {
        "experiment": {
          "name": "quick",
          "title": "Quick look: <b>drawn</b> digits & two methods",
          "reproduces": "Nothing as published; the shape of Fig. 5.",
          "expect": "Vanilla answers colour, EnD answers the digit more often.",
          "cost": "about 8 minutes on 2 cores",
          "reductions": ["10,000 of 40,000 training images", "4 of 80 epochs"],
          "command": "java -jar target/palimpsest.jar run quick --set epochs=4"
        },
        "settings": {"digits": "drawn", "images": "10000", "epochs": "4", "widths": "16-32-64-128", "batch": "256"},
        "cells": [
          {"id": "7f3a9c01", "method": "Vanilla", "variant": "", "rho": 0.95, "seed": 0, "state": "done",
           "seconds": 61.2},
          {"id": "7f3a9c02", "method": "Vanilla", "variant": "", "rho": 0.99, "seed": 0, "state": "done",
           "seconds": 60.4},
          {"id": "7f3a9c03", "method": "EnD", "variant": "alpha=0.1 beta=0.1", "rho": 0.95, "seed": 0,
           "state": "done", "seconds": 66},
          {"id": "7f3a9c04", "method": "EnD", "variant": "alpha=0.1 beta=0.1", "rho": 0.99, "seed": 0,
           "state": "done", "seconds": 67.9},
          {"id": "7f3a9c05", "method": "EnD", "variant": "alpha=24.7 beta=25.4", "rho": 0.95, "seed": 0,
           "state": "done", "seconds": 66},
          {"id": "7f3a9c06", "method": "EnD", "variant": "alpha=24.7 beta=25.4", "rho": 0.99, "seed": 0,
           "state": "done", "seconds": 66},
          {"id": "7f3a9c07", "method": "RUBi", "variant": "", "rho": 0.99, "seed": 0, "state": "failed"}
        ],
        "environment": {"java": "17.0.15 Debian", "os": "Linux 6.1 <x86_64>", "threads": "2", "blas": "OpenBLAS"},
        "data": {"sha256": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                 "checks": {"train": [60000, 28, 28]}},
        "commit": "5ab172a (clean)"
      }
      """;

  private SampleProvenance() {}
}
