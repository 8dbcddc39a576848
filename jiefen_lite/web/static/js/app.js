/* Small comforts; every page works without this file. Syntax: nothing newer than Chromium 80. */
(function () {
  'use strict';

  function typing(target) {
    if (target.tagName === 'INPUT' && /^(radio|checkbox|submit|button)$/.test(target.type)) {
      return false;
    }
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
  }

  // "/" goes to the search box.
  document.addEventListener('keydown', function (event) {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    var box = document.querySelector('main [data-search]') || document.querySelector('[data-search]');
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // Lists: j and k go from row to row, n and p from page to page; Enter follows the focused link.
  function rows() {
    return Array.prototype.filter.call(document.querySelectorAll('main table tbody tr'), function (row) {
      return row.querySelector('a[href]');
    });
  }

  function moveBy(step) {
    var all = rows();
    var here = all.findIndex(function (row) { return row.contains(document.activeElement); });
    var next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
    if (next) {
      next.querySelector('a[href]').focus();
    }
  }

  // x ticks the box of the row that has the focus.
  function pick() {
    var all = rows();
    var here = all[all.findIndex(function (row) { return row.contains(document.activeElement); })];
    return press(here && here.querySelector('input[type=checkbox]'));
  }

  function press(element) {
    if (element) {
      element.click();
    }
    return Boolean(element);
  }

  // One key, one step: what a page marks with data-key answers to that key.
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey && event.key === 'Enter' && event.target.form) {
      press(event.target.form.querySelector('[type=submit]'));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    var done = true;
    if (event.key === 'j' || event.key === 'k') {
      moveBy(event.key === 'j' ? 1 : -1);
    } else if (event.key === 'x' && !document.querySelector('[data-key=x]')) {
      done = pick();
    } else if (event.key === '?') {
      done = press(document.querySelector('.help > summary'));
    } else if (/^[a-z0-9]$/.test(event.key)) {
      done = press(document.querySelector('[data-key="' + event.key + '"]'));
      if (!done && (event.key === 'n' || event.key === 'p')) {
        done = press(document.querySelector('a[rel=' + (event.key === 'n' ? 'next' : 'prev') + ']'));
      }
    } else {
      done = false;
    }
    if (done) {
      event.preventDefault();
    }
  });

  // A step that cannot be taken back asks once; a form is sent once.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    var question = form.getAttribute('data-confirm');
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute('data-download')) {
      return;
    }
    if (form.hasAttribute('data-sent')) {
      event.preventDefault();
      return;
    }
    form.setAttribute('data-sent', '');
  });

  // Large letters come at once, so that nothing typed on the page is lost; without scripts the page is loaded anew.
  Array.prototype.forEach.call(document.querySelectorAll('form[data-large]'), function (form) {
    form.addEventListener('submit', function (event) {
      var button = form.querySelector('button');
      var fields = new URLSearchParams(new FormData(form));
      event.preventDefault();
      event.stopPropagation();
      fields.set('large', button.value);
      fetch(form.action, { method: 'POST', body: fields, redirect: 'manual', credentials: 'same-origin' }).then(function () {
        var large = button.value === 'yes';
        document.documentElement.classList.toggle('large', large);
        button.value = large ? 'no' : 'yes';
        button.setAttribute('aria-pressed', String(large));
      }, function () { form.submit(); });
    });
  });

  // Back from the cache of the browser: forms may be sent again.
  window.addEventListener('pageshow', function () {
    Array.prototype.forEach.call(document.querySelectorAll('form[data-sent]'), function (form) {
      form.removeAttribute('data-sent');
    });
  });

  // Filters that act at once.
  Array.prototype.forEach.call(document.querySelectorAll('select[data-submit]'), function (select) {
    select.addEventListener('change', function () { select.form.submit(); });
  });

  // Name the chosen files before they are sent.
  Array.prototype.forEach.call(document.querySelectorAll('input[type=file][data-list]'), function (input) {
    var list = document.getElementById(input.getAttribute('data-list'));
    var nothing = list.textContent;
    var show = function () {
      var sum = 0;
      list.textContent = input.files.length ? '' : nothing;
      Array.prototype.forEach.call(input.files, function (file) {
        var line = document.createElement('span');
        sum += file.size;
        line.textContent = file.name + '（' + Math.max(1, Math.round(file.size / 1000)) + ' KB）';
        list.appendChild(line);
      });
      // The server would only hang up on what is too large: say it before it is sent.
      var most = Number(input.getAttribute('data-most'));
      input.setCustomValidity(sum > most ? '文件太大（一次最多 ' + Math.floor(most / 1000000) + ' MB），请分几次上传。' : '');
    };
    input.addEventListener('change', show);
    show();
  });

  // All boxes of one name at once.
  Array.prototype.forEach.call(document.querySelectorAll('[data-all]'), function (all) {
    all.addEventListener('change', function () {
      var boxes = document.querySelectorAll('input[name="' + all.getAttribute('data-all') + '"]');
      Array.prototype.forEach.call(boxes, function (box) { box.checked = all.checked; });
    });
  });

  Array.prototype.forEach.call(document.querySelectorAll('[data-print]'), function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });
}());
