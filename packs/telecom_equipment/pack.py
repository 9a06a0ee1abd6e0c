from callout.foundation.packs import Label, Pack

PACK = Pack("telecom_equipment", Label("", ""), (), (), (), (), ())
