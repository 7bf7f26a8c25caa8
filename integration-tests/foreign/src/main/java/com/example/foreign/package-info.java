/** What one can plug into mosaik: a store, a way to ping, and a place where found peers go. */
package com.example.foreign;
