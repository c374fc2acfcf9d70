#!/usr/bin/env python3
"""Record what Neovim sends to `specie lsp`, for lsp.rs: lsp_neovim.py NVIM SPECIE

NVIM is version 0.11 or newer, SPECIE the program. Neovim is set up by the lines of docs/editors.md alone. It opens the spec of
lsp_neovim.yaml, applies the quick fix, and uses the keys that the page names; what does not work ends the recording. The messages
are written to lsp_neovim.jsonl, with an address that no machine has.
"""
import json
import os
import re
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
# Where the spec lies in the recording.
SHOWN = "/home/ann/acme"

SESSION = r"""
local function await(what, ready)
  assert(vim.wait(20000, ready, 20), what .. ' did not happen')
end
local function go(line, column) vim.api.nvim_win_set_cursor(0, { line + 1, column }) end
local function keys(text)
  vim.cmd('normal ' .. vim.api.nvim_replace_termcodes(text, true, true, true))
end
local function session()
  vim.cmd.edit('specs/acme.yaml')
  await('a finding', function() return #vim.diagnostic.get(0) == 1 end)
  local found = vim.diagnostic.get(0)[1]
  assert(found.code == 'unknown-type' and found.source == 'specie', vim.inspect(found))
  -- What `gra` calls; `apply` stands for the choice in its menu.
  assert(vim.fn.maparg('gra', 'n', false, true).desc == 'vim.lsp.buf.code_action()')
  go(found.lnum, found.col)
  vim.lsp.buf.code_action({ apply = true })
  await('the fix', function() return #vim.diagnostic.get(0) == 0 end)
  assert(vim.fn.getline(found.lnum + 1) == '    answer: Invoice', vim.fn.getline(found.lnum + 1))
  go(20, 17)
  keys('K')
  local shown
  await('hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        shown = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
      end
    end
    return shown
  end)
  assert(shown:find('7a31bf322ef69531756380884b409be5a94c9676c0d8ba6e0f3922bd963bf890', 1, true), shown)
  go(39, 18)
  keys('<C-]>')
  assert(vim.fn.line('.') == 42, 'the definition is in line ' .. vim.fn.line('.'))
  go(39, 17)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('i<C-X><C-O>', true, true, true), 't', false)
end
local function leave(error)
  for _, client in ipairs(vim.lsp.get_clients()) do client:stop() end
  vim.wait(5000, function() return #vim.lsp.get_clients() == 0 end, 20)
  if error then io.stderr:write(error .. '\n') end
  vim.cmd(error and 'cquit!' or 'qall!')
end
local ok, error = xpcall(session, debug.traceback)
if not ok then leave(error) end
-- Keys of the insert mode are only read once this script has ended.
local started, timer = vim.uv.now(), vim.uv.new_timer()
timer:start(50, 50, vim.schedule_wrap(function()
  local is_offered = false
  for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
    is_offered = is_offered or item.word == 'Invoice'
  end
  local is_late = vim.uv.now() > started + 20000
  if timer:is_active() and (is_offered or is_late) then
    timer:stop()
    vim.cmd.stopinsert()
    leave(not is_offered and 'completion did not happen' or nil)
  end
end))
"""


def messages(recorded):
    """The bodies of recorded messages."""
    while recorded:
        head, _, rest = recorded.partition(b"\r\n\r\n")
        length = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        yield rest[:length]
        recorded = rest[length:]


def main():
    nvim, specie = map(os.path.abspath, sys.argv[1:3])
    with open(f"{ROOT}/docs/editors.md", encoding="utf-8") as page:
        setup = re.search(r"```lua\n(.*?)```", page.read(), re.S).group(1)
    with open(f"{HERE}/lsp_neovim.yaml", encoding="utf-8") as spec:
        text = spec.read()
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/specs")
        with open(f"{folder}/specs/acme.yaml", "w", encoding="utf-8") as spec:
            spec.write(text)
        with open(f"{folder}/session.lua", "w", encoding="utf-8") as script:
            script.write(setup + SESSION)
        with open(f"{folder}/specie", "w", encoding="utf-8") as program:
            program.write(f"#!/bin/sh\ntee {folder}/recorded | '{specie}' \"$@\"\n")
        os.chmod(f"{folder}/specie", stat.S_IRWXU)
        env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        command = [nvim, "--clean", "--headless", "-n", "-c", "luafile session.lua"]
        subprocess.run(command, cwd=folder, env=env, check=True, timeout=120)
        with open(f"{folder}/recorded", "rb") as recorded:
            bodies = list(messages(recorded.read()))
        real = os.path.realpath(folder)
    with open(f"{HERE}/lsp_neovim.jsonl", "w", encoding="utf-8") as out:
        for body in bodies:
            message = json.loads(body.decode().replace(real, SHOWN).replace(folder, SHOWN))
            if message["method"] == "initialize":
                message["params"].update(processId=None, workDoneToken=None)
            out.write(json.dumps(message, separators=(",", ":"), ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
