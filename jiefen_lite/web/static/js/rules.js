/* The text of a rule file: numbers beside the lines, checked while it is written, words offered.
   The page works without this file. Syntax: nothing newer than Chromium 80. */
(function () {
  'use strict';

  var form = document.querySelector('.rule-edit');
  if (!form) {
    return;
  }
  var area = form.querySelector('textarea');
  var numbers = form.querySelector('.rule-numbers');
  var paper = form.querySelector('.rule-paper');
  var told = document.getElementById('faults');
  var wrong = {};

  // ---------------------------------------------------------------- numbers beside the lines

  function drawNumbers() {
    var count = area.value.split('\n').length;
    numbers.textContent = '';
    for (var line = 1; line <= count; line += 1) {
      var mark = document.createElement(wrong[line] ? 'b' : 'span');
      mark.textContent = line + '\n';
      numbers.appendChild(mark);
    }
    numbers.scrollTop = area.scrollTop;
  }

  function fitNumbers() {
    numbers.style.height = area.offsetHeight + 'px';
    numbers.scrollTop = area.scrollTop;
  }

  function goTo(line) {
    var lines = area.value.split('\n');
    var start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] || '').length);
    area.scrollTop = Math.max(0, (line - 5) * lineHeight());
  }

  function lineHeight() {
    return parseFloat(window.getComputedStyle(area).lineHeight) || 20;
  }

  // ---------------------------------------------------------------- asking the server

  function send(address, more) {
    var data = new FormData(form);
    Object.keys(more).forEach(function (name) { data.set(name, more[name]); });
    return fetch(address, {
      method: 'POST', body: data, credentials: 'same-origin', headers: { Accept: 'application/json' }
    }).then(function (answer) {
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      return answer.json();
    });
  }

  var asked = 0;

  function check() {
    asked += 1;
    var mine = asked;
    send(form.getAttribute('data-check'), {}).then(function (found) {
      if (mine === asked) {
        show(found);
      }
    }).catch(function () {
      if (mine === asked) {
        note('note-ask', '现在查不了（可能断网或登录到时间了）。文字还在，稍后再试，或者点“检查”。');
      }
    });
  }

  function note(kind, words) {
    told.textContent = '';
    var line = document.createElement('p');
    line.className = 'note ' + kind;
    line.textContent = words;
    told.appendChild(line);
  }

  function show(found) {
    wrong = {};
    var all = found.faults.length + found.others.length;
    if (!all) {
      note('note-good', '没有毛病。');
    } else {
      note('note-bad', '有 ' + all + ' 处毛病，点一处跳到那一行：');
      var list = document.createElement('ol');
      list.className = 'steps';
      Array.prototype.forEach.call(found.faults, function (one) {
        wrong[one.line] = true;
        var item = document.createElement('li');
        var button = document.createElement('button');
        button.type = 'button';
        button.className = 'link';
        button.setAttribute('data-line', one.line);
        button.textContent = '第 ' + one.line + ' 行：' + one.message;
        button.addEventListener('click', function () { goTo(one.line); });
        item.appendChild(button);
        list.appendChild(item);
      });
      Array.prototype.forEach.call(found.others, function (words) {
        var item = document.createElement('li');
        item.textContent = words;
        list.appendChild(item);
      });
      told.appendChild(list);
    }
    drawNumbers();
  }

  // ---------------------------------------------------------------- words offered

  var offers = null;
  var chosen = 0;
  var from = 0;

  function place() {
    var before = area.value.slice(0, area.selectionStart).split('\n');
    return { line: before.length, column: before[before.length - 1].length };
  }

  function close() {
    if (offers) {
      offers.parentNode.removeChild(offers);
      offers = null;
    }
  }

  function offer(always) {
    var here = place();
    var at = area.selectionStart;
    send(form.getAttribute('data-complete'), { line: here.line, column: here.column }).then(function (found) {
      close();
      if (area.selectionStart !== at || !found.suggestions.length || (!always && here.column === found.start)) {
        return;
      }
      from = at - (here.column - found.start);
      draw(found.suggestions, here);
    }).catch(close);
  }

  function draw(suggestions, here) {
    offers = document.createElement('ul');
    offers.className = 'rule-offers';
    offers.setAttribute('role', 'listbox');
    Array.prototype.forEach.call(suggestions, function (one) {
      var item = document.createElement('li');
      var code = document.createElement('code');
      item.setAttribute('role', 'option');
      item.setAttribute('data-insert', one.insert + (one.kind === 'key' ? ': ' : ''));
      item.title = one.explanation;
      code.textContent = one.insert;
      item.appendChild(code);
      item.appendChild(document.createTextNode(one.title === one.insert ? '' : one.title));
      item.addEventListener('mousedown', function (event) {
        event.preventDefault();
        take(item);
      });
      offers.appendChild(item);
    });
    offers.style.left = Math.min(60 + here.column * 8, Math.max(60, paper.offsetWidth - 300)) + 'px';
    var top = (here.line * lineHeight()) - area.scrollTop + 12;
    offers.style.top = (top + 240 > paper.offsetHeight ? Math.max(0, top - 240) : top) + 'px';
    paper.appendChild(offers);
    choose(0);
  }

  function choose(number) {
    var items = offers.children;
    chosen = (number + items.length) % items.length;
    Array.prototype.forEach.call(items, function (item, at) {
      item.setAttribute('aria-selected', String(at === chosen));
    });
    items[chosen].scrollIntoView({ block: 'nearest' });
  }

  function take(item) {
    var words = item.getAttribute('data-insert');
    var end = area.selectionStart;
    area.setSelectionRange(from, end);
    if (!document.execCommand('insertText', false, words)) {
      area.setRangeText(words, from, end, 'end');
    }
    close();
    changed();
  }

  area.addEventListener('keydown', function (event) {
    if (event.ctrlKey && event.key === ' ') {
      event.preventDefault();
      offer(true);
      return;
    }
    if (!offers) {
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
    } else if ((event.key === 'Enter' && !event.ctrlKey) || event.key === 'Tab') {
      event.preventDefault();
      take(offers.children[chosen]);
    } else if (event.key === 'Escape') {
      close();
    }
  });
  area.addEventListener('blur', close);

  // ---------------------------------------------------------------- while somebody writes

  var timer = null;
  var offerTimer = null;

  function changed() {
    drawNumbers();
    window.clearTimeout(timer);
    timer = window.setTimeout(check, 900);
  }

  area.addEventListener('input', function (event) {
    changed();
    window.clearTimeout(offerTimer);
    close();
    if (event.inputType === 'insertText' && !event.isComposing) {
      offerTimer = window.setTimeout(function () { offer(false); }, 350);
    }
  });
  area.addEventListener('scroll', function () {
    numbers.scrollTop = area.scrollTop;
    close();
  });
  window.addEventListener('resize', fitNumbers);
  if (window.ResizeObserver) {
    new window.ResizeObserver(fitNumbers).observe(area);
  }
  drawNumbers();
  fitNumbers();
  check();
}());
