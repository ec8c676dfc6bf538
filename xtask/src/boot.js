// Starts the application. A file of its own, since the page allows no inline scripts.
import init from "./app.js";

const page = document.documentElement;

/** What this device remembers; nothing where storage is forbidden. */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Before the first paint, so that nobody is dazzled and no screen reader begins in the wrong language.
const theme = remembered("huitou.theme");
if (theme === "light" || theme === "dark") {
  page.dataset.theme = theme;
}
const language = remembered("huitou.lang") ?? navigator.language;
page.lang = language.startsWith("zh") ? "zh-CN" : "en";

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  page.dataset.installable = "yes";
  window.dispatchEvent(new Event("huitou:installable"));
  window.addEventListener("huitou:install", () => event.prompt(), { once: true });
});

/** Tells the page that a newer application waits, and lets it take over when the page asks. */
function announce(waiting) {
  page.dataset.newVersion = "yes";
  window.dispatchEvent(new Event("huitou:new-version"));
  window.addEventListener("huitou:take-new-version", () => waiting.postMessage("take-over"), { once: true });
}

async function keepForOffline() {
  const container = navigator.serviceWorker;
  // The first service worker takes over a page of its own version; only later ones bring another.
  let controlled = Boolean(container.controller);
  container.addEventListener("controllerchange", () => {
    if (controlled) {
      location.reload();
    }
    controlled = true;
  });
  const registration = await container.register("/sw.js");
  if (registration.waiting && controlled) {
    announce(registration.waiting);
  }
  registration.addEventListener("updatefound", () => {
    const found = registration.installing;
    found?.addEventListener("statechange", () => {
      if (found.state === "installed" && container.controller) {
        announce(found);
      }
    });
  });
  // A workbench stays open for days.
  setInterval(() => registration.update().catch(() => {}), 60 * 60 * 1000);
}

if ("serviceWorker" in navigator && globalThis.isSecureContext) {
  if (KEEPS_FOR_OFFLINE) {
    keepForOffline().catch((reason) => console.warn("The application cannot be kept for offline use:", reason));
  } else {
    // A development build must not be hidden behind an earlier release build.
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      await registration.unregister();
    }
  }
}

try {
  await init();
} catch (reason) {
  console.error(reason);
  // The application has the words for everything else; here there is no application.
  const sorry = document.createElement("p");
  sorry.role = "alert";
  sorry.textContent = page.lang === "en"
    ? "Huitou could not start. Reload the page; a current browser is needed."
    : "回头未能启动，请刷新页面，并使用较新的浏览器";
  document.body.append(sorry);
}
