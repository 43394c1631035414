#!/bin/sh
printf text >/out/text
