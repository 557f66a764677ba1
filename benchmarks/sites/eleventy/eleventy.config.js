import highlight from "@11ty/eleventy-plugin-syntaxhighlight";

const LANGUAGES = ["en", "ja"];
const newestFirst = (one, other) => other.date - one.date;

function tagPages(posts) {
  const pages = new Map();
  for (const post of posts) {
    for (const tag of post.data.tags) {
      const key = `${post.data.lang}/${tag}`;
      if (!pages.has(key)) pages.set(key, { key, tag, lang: post.data.lang, posts: [] });
      pages.get(key).posts.push(post);
    }
  }
  return [...pages.values()];
}

export default function (settings) {
  const posts = (collections) => collections.getFilteredByGlob("posts/*.md").sort(newestFirst);
  settings.addPlugin(highlight);
  settings.addPassthroughCopy("style.css");
  settings.addFilter("day", (date) => date.toISOString().slice(0, 10));
  settings.addCollection("posts", posts);
  settings.addCollection("tagPages", (collections) => tagPages(posts(collections)));
  for (const language of LANGUAGES) {
    const inLanguage = (post) => post.data.lang === language;
    settings.addCollection(language, (collections) => posts(collections).filter(inLanguage));
    settings.addCollection(`${language}Newest`, (collections) => posts(collections).filter(inLanguage).slice(0, 20));
  }
  // Posts hold braces that are code: no template language reads them.
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
