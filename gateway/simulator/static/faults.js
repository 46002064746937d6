// The carrier's faults, and the time that passes.

const form = document.getElementById("faults");
const told = document.getElementById("told");

async function post(path, what) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
    return response.ok;
  } catch {
    return false;
  }
}

export function watchFaults(refresh) {
  form.addEventListener("change", async ({ target }) => {
    const value = target.type === "checkbox" ? Number(target.checked) : Number(target.value || 0);
    const done = await post("/phone/faults", { [target.name]: value });
    told.textContent = done ? "Switched." : "That could not be switched.";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("day").addEventListener("click", async () => {
    const done = await post("/phone/time", { hours: 24 });
    told.textContent = done ? "A day has passed." : "Time could not pass.";
    refresh();
  });
}
