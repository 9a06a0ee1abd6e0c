"""Plans of a whole day: the data base read into the kernel's problem, solved beside the worker, and put into force."""
