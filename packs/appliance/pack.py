from callout.foundation.packs import Label, Pack

PACK = Pack("appliance", Label("", ""), (), (), (), (), ())
