// A button that copies, for each code block. Without JavaScript, or where the browser allows no copying, there is none.
const { copy, copied } = document.currentScript.dataset;
const SHOWN_FOR = 2000;

const told = document.createElement("p");
told.className = "code-told";
told.role = "status";

// The button stands beside what scrolls: a block without a frame gets a box for both.
const boxed = (block) => {
  if (block.parentElement.matches(".code-frame")) return block.parentElement;
  const box = document.createElement("div");
  box.className = "code-box";
  box.dir = "ltr";
  block.replaceWith(box);
  box.append(block);
  return box;
};

// The newline before the closing fence is not meant to run a command.
const textOf = (block) => block.textContent.replace(/\n$/, "");

const addButton = (block) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-copy";
  button.textContent = copy;
  let waiting;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(textOf(block));
    } catch {
      return; // The reader said no.
    }
    button.textContent = told.textContent = copied;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      button.textContent = copy;
      told.textContent = "";
    }, SHOWN_FOR);
  });
  boxed(block).append(button);
};

if (navigator.clipboard) {
  document.body.append(told);
  document.querySelectorAll("pre.code").forEach(addButton);
}
