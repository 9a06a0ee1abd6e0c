// The icons of the app, drawn inline; only what is named here is shipped.
import alarm from "@tabler/icons/outline/alarm.svg?shapes";
import alert from "@tabler/icons/outline/alert-triangle.svg?shapes";
import back from "@tabler/icons/outline/chevron-left.svg?shapes";
import barcode from "@tabler/icons/outline/barcode.svg?shapes";
import bulb from "@tabler/icons/outline/bulb.svg?shapes";
import calendar from "@tabler/icons/outline/calendar-event.svg?shapes";
import camera from "@tabler/icons/outline/camera.svg?shapes";
import car from "@tabler/icons/outline/car.svg?shapes";
import chart from "@tabler/icons/outline/chart-line.svg?shapes";
import check from "@tabler/icons/outline/check.svg?shapes";
import circleCheck from "@tabler/icons/outline/circle-check.svg?shapes";
import circleX from "@tabler/icons/outline/circle-x.svg?shapes";
import clipboard from "@tabler/icons/outline/clipboard-check.svg?shapes";
import clock from "@tabler/icons/outline/clock.svg?shapes";
import cloudCheck from "@tabler/icons/outline/cloud-check.svg?shapes";
import cloudOff from "@tabler/icons/outline/cloud-off.svg?shapes";
import cloudUp from "@tabler/icons/outline/cloud-upload.svg?shapes";
import database from "@tabler/icons/outline/database.svg?shapes";
import dots from "@tabler/icons/outline/dots.svg?shapes";
import down from "@tabler/icons/outline/chevron-down.svg?shapes";
import edit from "@tabler/icons/outline/edit.svg?shapes";
import file from "@tabler/icons/outline/file-text.svg?shapes";
import floppy from "@tabler/icons/outline/device-floppy.svg?shapes";
import home from "@tabler/icons/outline/home-check.svg?shapes";
import hand from "@tabler/icons/outline/hand-grab.svg?shapes";
import hourglass from "@tabler/icons/outline/hourglass.svg?shapes";
import keyboard from "@tabler/icons/outline/keyboard.svg?shapes";
import language from "@tabler/icons/outline/language.svg?shapes";
import lock from "@tabler/icons/outline/lock.svg?shapes";
import logout from "@tabler/icons/outline/logout.svg?shapes";
import merge from "@tabler/icons/outline/git-merge.svg?shapes";
import message from "@tabler/icons/outline/message-circle.svg?shapes";
import minus from "@tabler/icons/outline/minus.svg?shapes";
import navigation from "@tabler/icons/outline/navigation.svg?shapes";
import open from "@tabler/icons/outline/circle-dashed.svg?shapes";
import phone from "@tabler/icons/outline/phone.svg?shapes";
import photo from "@tabler/icons/outline/photo.svg?shapes";
import pin from "@tabler/icons/outline/map-pin.svg?shapes";
import part from "@tabler/icons/outline/package.svg?shapes";
import pause from "@tabler/icons/outline/player-pause.svg?shapes";
import play from "@tabler/icons/outline/player-play.svg?shapes";
import plus from "@tabler/icons/outline/plus.svg?shapes";
import refresh from "@tabler/icons/outline/refresh.svg?shapes";
import right from "@tabler/icons/outline/chevron-right.svg?shapes";
import road from "@tabler/icons/outline/route.svg?shapes";
import returned from "@tabler/icons/outline/arrow-back-up.svg?shapes";
import scan from "@tabler/icons/outline/scan.svg?shapes";
import search from "@tabler/icons/outline/search.svg?shapes";
import coffee from "@tabler/icons/outline/coffee.svg?shapes";
import send from "@tabler/icons/outline/send.svg?shapes";
import shield from "@tabler/icons/outline/shield-check.svg?shapes";
import signature from "@tabler/icons/outline/signature.svg?shapes";
import star from "@tabler/icons/outline/star.svg?shapes";
import sun from "@tabler/icons/outline/sun-high.svg?shapes";
import trash from "@tabler/icons/outline/trash.svg?shapes";
import truck from "@tabler/icons/outline/truck.svg?shapes";
import user from "@tabler/icons/outline/user.svg?shapes";
import users from "@tabler/icons/outline/users.svg?shapes";
import x from "@tabler/icons/outline/x.svg?shapes";

export const shapes = {
  alarm, alert, back, barcode, bulb, calendar, camera, car, chart, check, circleCheck, circleX, clipboard, clock, cloudCheck, cloudOff, cloudUp, coffee,
  database, dots, down, edit, file, floppy, hand, home, hourglass, keyboard, language, lock, logout, merge, message, minus, navigation, open, part,
  pause, phone, photo, pin, play, plus, refresh, returned, right, road, scan, search, send, shield, signature, star, sun, trash, truck, user, users, x,
};

export type IconName = keyof typeof shapes;
