// Customers' pages: the product behind a serial number, districts of a city, previews of photos, one press of a button.
const theme = matchMedia("(prefers-color-scheme: dark)");
const paint = () => (document.documentElement.dataset.bsTheme = theme.matches ? "dark" : "light");
theme.addEventListener("change", paint);
paint();

const serial = document.querySelector("[data-product-url]");
const hint = document.getElementById("serial-product");
let asked = "";
async function nameProduct() {
  const value = serial.value.trim();
  if (value === asked || value.length < 4) return;
  asked = value;
  const answer = await fetch(`${serial.dataset.productUrl}?serial=${encodeURIComponent(value)}`).catch(() => null);
  if (answer && value === asked) hint.textContent = await answer.text();
}
serial?.addEventListener("change", nameProduct);
if (serial?.value) nameProduct();

const region = document.getElementById("id_region");
const list = document.getElementById("districts");
const known = JSON.parse(document.getElementById("district-data")?.textContent ?? "{}");
function offerDistricts() {
  list.replaceChildren(...(known[region.value] ?? []).map((name) => Object.assign(document.createElement("option"), { value: name })));
}
region?.addEventListener("change", offerDistricts);
if (region) offerDistricts();

const photos = document.getElementById("id_photos");
photos?.addEventListener("change", () => {
  const thumbs = [...photos.files].slice(0, 3).map((file) => {
    const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: file.name });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    return image;
  });
  const box = document.getElementById("thumbs");
  box.replaceChildren(...thumbs);
  box.hidden = thumbs.length === 0;
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => delete event.target.dataset.sent, 6000);
});

document.querySelector("[data-first-error]")?.scrollIntoView({ block: "center" });
