"""Communication equipment 通信设备."""
