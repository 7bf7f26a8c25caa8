/** A program that uses mosaik with whatever providers are there. */
package com.example.app;
