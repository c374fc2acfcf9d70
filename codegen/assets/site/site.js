// The pages are whole without this script: it adds the search, buttons that copy, and the choice of a theme.
'use strict'

const themes = { get: () => { try { return localStorage.getItem('specie-theme') } catch { return null } }, set: theme => { try { localStorage.setItem('specie-theme', theme) } catch { /* not kept */ } } }
if (themes.get()) document.documentElement.dataset.theme = themes.get()

document.addEventListener('DOMContentLoaded', () => {
  theme(document.querySelector('.theme'))
  document.querySelectorAll('.code').forEach(copyable)
  search(document.querySelector('.search'))
})

function theme (button) {
  const isDark = () => getComputedStyle(document.documentElement).colorScheme === 'dark' ||
    (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches)
  const show = () => { button.textContent = isDark() ? 'Light' : 'Dark' }
  button.addEventListener('click', () => {
    const chosen = isDark() ? 'light' : 'dark'
    document.documentElement.dataset.theme = chosen
    themes.set(chosen)
    show()
  })
  show()
  button.hidden = false
}

function copyable (block) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.setAttribute('aria-label', `Copy ${block.dataset.label}`)
  button.addEventListener('click', async () => {
    const text = block.querySelector('code').textContent
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = 'Copied'
    } catch {
      getSelection().selectAllChildren(block.querySelector('code'))
      button.textContent = 'Selected'
    }
    button.classList.add('done')
    setTimeout(() => { button.textContent = 'Copy'; button.classList.remove('done') }, 1600)
  })
  block.append(button)
}

function search (box) {
  const root = document.body.dataset.root
  const input = box.querySelector('input')
  const found = box.querySelector('.found')
  const list = box.querySelector('[role="listbox"]')
  const status = box.querySelector('[role="status"]')
  let index = null
  let chosen = -1
  box.hidden = false

  const load = file => new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `${root}assets/${file}`
    script.onload = resolve
    script.onerror = () => reject(new Error(`${file} cannot be read`))
    document.head.append(script)
  })
  // Read when the search is first used.
  const ready = () => {
    index ??= (async () => {
      await Promise.all([load('minisearch.js'), load('search-index.js')])
      const split = term => [term, ...term.split(/(?<=[a-z0-9])(?=[A-Z])/)].map(part => part.toLowerCase())
      const made = new globalThis.MiniSearch({
        fields: ['name', 'of', 'text'],
        storeFields: ['kind', 'name', 'of', 'text', 'place'],
        processTerm: term => [...new Set(split(term))]
      })
      made.addAll(globalThis.specieSearch)
      return made
    })()
    return index
  }
  const weights = { provider: 3, guide: 3, operation: 3, type: 2, webhook: 2, stream: 2, page: 2, error: 1.5 }
  const run = async () => {
    const query = input.value.trim()
    if (!query) return close()
    const made = await ready()
    if (input.value.trim() !== query) return
    const hits = made.search(query, {
      prefix: true,
      fuzzy: term => term.length > 4 ? 0.2 : false,
      combineWith: 'AND',
      boost: { name: 4, of: 1.5 },
      processTerm: term => term.toLowerCase(),
      boostDocument: (id, term, stored) => (weights[stored.kind] ?? 1) * (stored.name.toLowerCase() === query.toLowerCase() ? 10 : 1)
    })
    show(hits.slice(0, 30), hits.length)
  }
  const show = (hits, count) => {
    list.replaceChildren(...hits.map((hit, at) => {
      const option = document.createElement('a')
      option.id = `result-${at}`
      option.href = root + hit.place
      option.setAttribute('role', 'option')
      option.setAttribute('aria-selected', 'false')
      option.tabIndex = -1
      for (const [tag, name, text] of [['b', '', hit.name], ['span', 'kind', hit.kind], ['span', 'of', [hit.of, hit.text].filter(Boolean).join(' — ')]]) {
        const part = document.createElement(tag)
        part.className = name
        part.textContent = text
        option.append(part)
      }
      return option
    }))
    status.textContent = count === 0 ? 'Nothing found.' : count === 1 ? '1 result' : `${count} results`
    found.hidden = false
    input.setAttribute('aria-expanded', 'true')
    choose(hits.length > 0 ? 0 : -1)
  }
  const choose = at => {
    const options = [...list.children]
    options[chosen]?.setAttribute('aria-selected', 'false')
    chosen = at
    const option = options[at]
    option?.setAttribute('aria-selected', 'true')
    option?.scrollIntoView({ block: 'nearest' })
    if (option) input.setAttribute('aria-activedescendant', option.id)
    else input.removeAttribute('aria-activedescendant')
  }
  const close = () => {
    found.hidden = true
    chosen = -1
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  input.addEventListener('focus', ready)
  input.addEventListener('input', run)
  input.addEventListener('keydown', event => {
    const count = list.children.length
    if (event.key === 'Escape') {
      if (found.hidden) input.blur()
      close()
    } else if (found.hidden || count === 0) {
      return
    } else if (event.key === 'ArrowDown') choose((chosen + 1) % count)
    else if (event.key === 'ArrowUp') choose((chosen - 1 + count) % count)
    else if (event.key === 'Enter') list.children[Math.max(chosen, 0)].click()
    else return
    event.preventDefault()
  })
  document.addEventListener('click', event => { if (!box.contains(event.target)) close() })
  document.addEventListener('keydown', event => {
    const isTyping = event.target.matches?.('input, textarea, select, [contenteditable]')
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      input.focus()
      input.select()
    }
  })
  list.addEventListener('click', () => setTimeout(close))
}
